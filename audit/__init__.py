"""Audit: Section 11 and Section 175 safeguarding self-assessment for boards, agencies and schools."""

__version__ = "0.1.0"
