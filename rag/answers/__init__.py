"""From a query to a cited answer. One job a file, in the order of the work:

scope.py       which reports count
lines.py       lines by the thousand, as columns
gather.py      facts of an indicator as lines
groups.py      what matches, and what stands apart and why
derive.py      rates that follow from counts, and counts that contradict a rate
stated.py      numbers without a catalogue id, found by the question's own words
likeness.py    how alike words and a stated number are
claims.py      statements, and any phrase
fields.py      metadata
passages.py    open questions: the sentences that answer
sentences.py   sentences and clauses with their offsets
movement.py    which way a figure moved
commonest.py   the problems and plans that most reports share
statistics.py  sums, means, shares, differences
figures.py     which of them an answer is given
remarks.py     notes on levels, years and units
compute.py     all of it, by kind of question: a query to a finding
finding.py     the values that the above give
cite.py        exact, numbered citations
units.py       units and how values are said (units.toml)
say.py         one language's way of saying things (texts.toml)
glossary.py    terms in both languages (glossary.toml)
tables.py      bullets and tables
writing.py     the text of a computed answer
quoting.py     the text of an open answer
abstain.py     what is said when the reports do not hold it
compose.py     a finding to an answer
render.py      an answer as JSON and for a terminal
listing.py     what the index holds, as the commands list it
"""
