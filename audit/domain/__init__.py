"""The pure core: the rules of the audit, with no web, database, file, network or clock.

Everything here can be read beside the description of the field and checked line by line.
"""
