"""The officers' screens: queues, the dossier, its moves; and the administrator's."""
