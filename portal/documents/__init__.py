"""What does the one-stop office hand to people on paper, and how does it get there?

Circular 01/2018/TT-VPCP (articles 9 and 10, forms 01 to 04) fixes which slips there are, what
stands on them and in which order; Decree 30/2020/NĐ-CP (appendix I) what an official sheet looks
like.

- `rules`      the papers themselves: frozen facts, nothing computed, nothing looked up
- `snapshots`  a paper as plain JSON and back, so that a slip can be reprinted as it was issued
- `words`      how a date, an hour, a sum of money is written out on paper
- `qr`         the square that opens the dossier or the procedure on a telephone
- `filling`    what stands on which line of a form of the law, typed on screen or taken from answers
- `word`       a blank form as a Word file; `shelf` keeps the blank sheets that were made
- `render`     facts in, PDF bytes out (typst); `templates/` hold the fixed wording of each paper

The words of a paper are Vietnamese whatever the language of the screen: they are the law's.
"""
