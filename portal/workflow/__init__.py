"""What may happen to a dossier, and by when? Pure policy: no database, no screen, no clock of its own.

`states` says which move leads where and who may make it, `steps` along which hops a procedure runs,
`calendar` what working time is, `deadlines` what is promised and how that date came about.
Law: Nghị định 61/2018/NĐ-CP (articles 15 to 22), Nghị định 45/2020/NĐ-CP (article 11),
Bộ luật Dân sự 2015 (articles 144 to 148). A rule that changes with the year is data, not code.
"""
