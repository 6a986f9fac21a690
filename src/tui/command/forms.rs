//! The commands of whatever is typed and saved, and of what asks. The words stand here; what they do, elsewhere.

use super::{Cmd, Row, Scope as In, row};

pub(super) static ROWS: &[Row] = {
    use Cmd::*;
    &[
        row(Save, In::Form, &["ctrl-s", "f12"], "save", "Save the form"),
        row(Back, In::Form, &["esc"], "leave", "Leave the form; asks before typed text is dropped"),
        row(Next, In::Form, &["tab", "enter"], "next", "Take what is picked and go to the next field"),
        row(AddVictim, In::Form, &["f2"], "+victim", "One more victim"),
        row(AddSuspect, In::Form, &["f3"], "+suspect", "One more suspect"),
        row(AddOffence, In::Form, &["f4"], "+offence", "One more offence"),
        row(Help, In::Form, &["f1"], "help", "All keys of this place"),
        row(NextSection, In::Form, &["pagedown"], "section", "To the next record of the form"),
        row(PreviousSection, In::Form, &["pageup"], "", "To the record before"),
        row(Previous, In::Form, &["backtab"], "", "To the field before"),
        row(Down, In::Form, &["down"], "", "The next choice, or the next field"),
        row(Up, In::Form, &["up"], "", "The choice before, or the field before"),
        row(Yes, In::Question, &["enter"], "yes", "Yes, do it"),
        row(No, In::Question, &["esc"], "no", "No, go back"),
        row(Up, In::Choice, &["up", "k"], "", "One up"),
        row(Down, In::Choice, &["down", "j"], "", "One down"),
        row(Open, In::Choice, &["enter"], "take", "Take it; its digit does the same"),
        row(Back, In::Choice, &["esc"], "back", "Back without taking one"),
        row(Up, In::Clash, &["up", "k"], "", "The field before"),
        row(Down, In::Clash, &["down", "j"], "", "The next field"),
        row(Mine, In::Clash, &["m", "right"], "mine", "Keep what you typed in this field"),
        row(Theirs, In::Clash, &["t", "left"], "theirs", "Keep what the other officer saved in this field"),
        row(Save, In::Clash, &["enter", "ctrl-s"], "save", "Save, when every field is decided"),
        row(Back, In::Clash, &["esc"], "back", "Back to the form; nothing is saved"),
        row(Save, In::Glass, &["enter"], "break glass", "Break the glass, when the number and a reason are there"),
        row(Next, In::Glass, &["tab", "down"], "next", "To the next field"),
        row(Previous, In::Glass, &["backtab", "up"], "", "To the field before"),
        row(Back, In::Glass, &["esc"], "leave", "Leave it; nothing is opened"),
        row(
            Save,
            In::Restrict,
            &["enter", "ctrl-s"],
            "save",
            "Save who alone may know of the case; nobody lifts the restriction",
        ),
        row(Next, In::Restrict, &["tab"], "complete", "Complete the name that is typed"),
        row(Back, In::Restrict, &["esc"], "leave", "Leave it; nothing is changed"),
    ]
};
