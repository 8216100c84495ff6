"""From a file to its text, page furniture, metadata, sections and passages."""
