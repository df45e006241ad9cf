"""Things to test with, made by the portal's own operations: `a_draft(session)`, `an_accepted_dossier(session)`.

Every builder needs the `session` fixture (a request is open around it), commits what it makes, and takes the present
instant from the portal's clock. What is not given does not matter to the test.
"""
