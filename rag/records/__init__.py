"""Records (会议与措施): what meetings, inspections, briefings, notices and campaigns an article reports.

Official reports are written to a formula, and the rules follow it: 「X主持召开Y会议」, 「A、B、C出席会议」,
「会议听取了…汇报」, 「会议强调，要…」, 「X到Y、Z暗访…」. `events` finds what is reported; `present`, `visited` and
`measures` read its fields; `reading` puts them together.
"""

from rag.records.model import FORMS, Form, Found, MeetingRecord
from rag.records.reading import RULES_VERSION, meeting_records

__all__ = ["FORMS", "RULES_VERSION", "Form", "Found", "MeetingRecord", "meeting_records"]
