-- Indexes of what is open, so that the boards find it without reading through what was done with long ago; and of who entered and leads cases.

CREATE INDEX cases_open ON cases (lead, team, reported_on, investigation) WHERE investigation NOT IN ('CLO', 'DEC', 'REF', 'DUP');
CREATE INDEX detention_open ON detention (case_id) WHERE released_on IS NULL AND taken_back_at IS NULL;
CREATE INDEX service_open ON service (case_id)
  WHERE implemented_on IS NULL AND ended_on IS NULL AND taken_back_at IS NULL AND answer <> 'rejected';
CREATE INDEX follow_up_open ON follow_up (case_id) WHERE done_on IS NULL AND due_on IS NOT NULL AND taken_back_at IS NULL;
CREATE INDEX exam_request_due ON exam_request (case_id) WHERE due_on IS NOT NULL AND taken_back_at IS NULL;
CREATE INDEX court_event_held ON court_event (held_on, case_id) WHERE taken_back_at IS NULL;
CREATE INDEX diary_scene ON diary (case_id) WHERE kind = 'scene';
CREATE INDEX case_row_entered ON case_row (entered_by);
CREATE INDEX case_row_led_by ON case_row (led_by) WHERE led_by IS NOT NULL;
