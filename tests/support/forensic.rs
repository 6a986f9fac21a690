//! One exhibit of a case with what hangs on it, in the fewest fields.

use caseload::domain::record::RecordKind;

type Fields = &'static [(&'static str, &'static str)];

/// An exhibit, an entry of its chain, a request about it and the answer.
pub const FORENSIC: [(RecordKind, Fields); 4] = [
    (RecordKind::Exhibit, &[("kind", "phone")]),
    (
        RecordKind::CustodyEvent,
        &[
            ("exhibit_id", "new:E1"),
            ("at", "2011-03-02T02:00:00.000Z"),
            ("from_place", "scene"),
            ("to_place", "lab"),
            ("purpose", "examination"),
            ("seal", "whole"),
        ],
    ),
    (
        RecordKind::ExamRequest,
        &[("exhibit_id", "new:E1"), ("asked_on", "2011-03-02"), ("exam", "digital"), ("lab", "np")],
    ),
    (RecordKind::ExamResult, &[("exam_request_id", "new:X1"), ("reported_on", "2011-03-09"), ("result", "positive")]),
];
