"""Anonymous surveys of staff, tied to the standards that their organisations are audited by."""
