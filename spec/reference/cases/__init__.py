"""The cases of the vector folder, one module for a group of kinds."""

from . import (
    answers, basics, disclosures, documents, dual, envelopes, fields, grants, inboxes, invitations, logs, mailboxes, parts, records, recoveries, requests, secrets, statements, structures,
    terms, welcomes, worked,
)

MODULES = (
    basics, structures, terms, statements, invitations, welcomes, records, fields, envelopes, secrets,
    logs, requests, documents, inboxes, parts, answers, recoveries, disclosures, dual, grants, mailboxes, worked,
)
