"""Catalogues whose entries are cells of conditions: some a number decides, some only a person can."""
