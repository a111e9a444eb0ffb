"""Disclaimers: their wording, the policy that asks for them, what sets them off, and where they stand.

Input: a `Document`, the policy and the wordings. Output: a `Document` with a `Notice` in every place where one
is owed, and the obligations. Must not: know formats beyond their names, read the disk or the clock.
"""
