"""Which procedures does the province offer, in which words, by whom, how long and for how much?"""
