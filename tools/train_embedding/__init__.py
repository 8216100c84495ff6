"""Train and measure the embedding model that ships.

    corpora.py    texts to token ids, cached
    inflection.py forms of English words
    questions.py  passages to questions nobody had to write: cloze, and glossed into English
    made.py       pairs from word lists: names in pinyin, topics and their sentences
    sources.py    a recipe's sources: what one batch of each is made of
    loading.py    from a recipe and folders of data to sources
    start.py      the table that training starts from
    train.py      data folder in, model folder out
    average.py    the mean of several models
    model.py      the model folder: read, write, quantise
    evaluate.py   the table of scores
    fit_fusion.py weights for mixing lexical and dense scores

The product knows nothing of it.
"""
