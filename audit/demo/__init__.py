"""The demonstration: two made-up boards with their people and rounds, built through the product's own operations.

Nothing here is a shortcut around the rules: a board invites, people take up their invitations, answer, sign and
submit, at moments in the past that a clock of its own tells. So letters, history and trail are as real ones.
"""
