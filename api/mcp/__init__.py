"""The door for assistants: the chain, the search and the calculators as tools of the Model Context Protocol."""
