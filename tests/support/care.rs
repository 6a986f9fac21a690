//! A relative of a victim with what hangs on her, a consent of the victim and a partner of the case, in the fewest fields.

use caseload::domain::record::RecordKind;

type Fields = &'static [(&'static str, &'static str)];

/// A relative, her need, service and follow-up; a consent of the victim; the role of a partner.
pub const CARE: [(RecordKind, Fields); 6] = [
    (RecordKind::Relative, &[("victim_id", "new:V1"), ("relation", "mother")]),
    (RecordKind::Need, &[("relative_id", "new:F1"), ("service", "counselling"), ("assessed_on", "2011-03-02")]),
    (
        RecordKind::Service,
        &[
            ("relative_id", "new:F1"),
            ("service", "counselling.family"),
            ("partner", "dosvy"),
            ("referred_on", "2011-03-02"),
        ],
    ),
    (RecordKind::FollowUp, &[("relative_id", "new:F1"), ("kind", "service"), ("due_on", "2011-04-02")]),
    (RecordKind::Consent, &[("victim_id", "new:V1"), ("given_on", "2011-03-02")]),
    (RecordKind::PartnerRole, &[("partner", "np"), ("role", "joint")]),
];
