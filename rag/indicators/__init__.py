"""What reports state: quantities bound to words, named by the catalogue; and claims."""
