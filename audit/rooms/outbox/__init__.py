"""The outbox: letters that wait to be posted.

A letter is a row written in the same transaction as the thing it tells of, and posted later. Nothing is
said before it is true, and nothing true is left unsaid.
"""
