"""Programs that make what ships: the embedding model, the gazetteer, the file tree."""
