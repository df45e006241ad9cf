"""Where are the bytes of papers, and are they what they claim to be?"""
