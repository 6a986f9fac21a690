//! What stays of each record when its case is erased.

use caseload::domain::record::RecordKind;

/// What goes and what stays of every field, by hand: figures count on what stays.
pub const STAYS: [(RecordKind, &str); 18] = [
    (
        RecordKind::Case,
        "number reported_on source incident_on province district team investigation restricted_to arrests_known",
    ),
    (RecordKind::Offence, "code attempted clearance cleared_on"),
    (RecordKind::Victim, "sex age care"),
    (RecordKind::Suspect, "identity sex age"),
    (RecordKind::Relation, "suspect_id victim_id relationship"),
    (RecordKind::Arrest, "suspect_id at unit arrived_at kind extended_at outcome ended_at taken_back_at taken_back_by"),
    (
        RecordKind::Charge,
        "suspect_id charged_on article iccs class brought_by state ended_on taken_back_at taken_back_by",
    ),
    (RecordKind::Warrant, "suspect_id issued_on kind issued_by state ended_on taken_back_at taken_back_by"),
    (RecordKind::Detention, "suspect_id began_on kind until_on released_on taken_back_at taken_back_by"),
    (RecordKind::CourtEvent, "suspect_id kind held_on court province taken_back_at taken_back_by"),
    (
        RecordKind::CourtResult,
        "suspect_id result decided_on iccs sentence suspended deported appealed_on appealed_by final_on taken_back_at taken_back_by",
    ),
    (RecordKind::Exhibit, "kind found_at sealed_at biohazard taken_back_at taken_back_by"),
    (RecordKind::CustodyEvent, "exhibit_id at from_place to_place purpose seal custody_event_id row_before"),
    (RecordKind::ExamRequest, "exhibit_id asked_on exam lab due_on priority taken_back_at taken_back_by"),
    (RecordKind::ExamResult, "exam_request_id reported_on result led_to_arrest taken_back_at taken_back_by"),
    (RecordKind::Task, "due_on team done_on filed_on taken_back_at taken_back_by"),
    (RecordKind::Decision, "decided_at decision_id"),
    (RecordKind::Diary, "kind at"),
];
