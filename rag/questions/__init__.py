"""A question in anyone's words to a frozen query: small recognisers, one resolver."""
