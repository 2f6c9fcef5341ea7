"""This folder's tests need nothing but the wheel and what it asks for, in any version it admits.

They run twice: here, with the newest versions, and by tests/packaging/test_lowest.py in an
environment of the oldest ones.
"""
