"""An optional language model that words an answer; what it writes is checked.

Off unless asked for. It sees numbered quotes only, and nothing of what it says reaches the
user unless its numbers and places stand in the quotes that it cites. Knows nothing of how
answers are computed.
"""
