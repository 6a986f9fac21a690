//! What stays of each record when its case is erased.

use caseload::domain::record::RecordKind;

/// What goes and what stays of every field, by hand: figures count on what stays.
pub const STAYS: [(RecordKind, &str); 24] = [
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
    (RecordKind::Relative, "victim_id relation sex age served taken_back_at taken_back_by"),
    (RecordKind::Need, "victim_id relative_id service risk assessed_on taken_back_at taken_back_by"),
    (
        RecordKind::Service,
        "victim_id relative_id service partner referred_on timeframe appointment answer answered_on implemented_on outcome ended_on taken_back_at taken_back_by",
    ),
    (RecordKind::FollowUp, "victim_id relative_id kind due_on done_on partner taken_back_at taken_back_by"),
    (
        RecordKind::Consent,
        "victim_id relative_id given_on partner services sharing withhold_name withhold_contact withhold_story basis withdrawn_on taken_back_at taken_back_by",
    ),
    (RecordKind::PartnerRole, "partner role task_force since_on until_on taken_back_at taken_back_by"),
    (RecordKind::Diary, "kind at diary_id"),
];
