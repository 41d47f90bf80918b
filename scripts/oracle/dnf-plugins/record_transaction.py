"""Writes the transaction that dnf resolved to the file named by FERRY_ORACLE_TRANSACTION, as JSON lines.

Loaded by scripts/oracle/run-dnf.ts through dnf's own plugin path. dnf calls `resolved` when it has an answer and before it
asks; when it has none, no file appears.
"""

import json
import os

import dnf
from libdnf.transaction import TransactionItemReasonToString


class RecordTransaction(dnf.Plugin):
    name = "record_transaction"

    def resolved(self):
        path = os.environ.get("FERRY_ORACLE_TRANSACTION")
        if path is None:
            return
        with open(path, "w", encoding="utf-8") as out:
            for item in self.base.transaction:
                json.dump(
                    {
                        "nevra": item.nevra,
                        "action": item.action_name,
                        "reason": TransactionItemReasonToString(item.reason),
                        "replacedBy": [other.getRPMItem().getNEVRA() for other in item._item.getReplacedBy()],
                    },
                    out,
                )
                out.write("\n")
