//! An import beside the rest of the console: it is opened, goes on while nobody looks, says how far it is, and is not left unasked.

use super::App;
use crate::tui::command::Scope;
use crate::tui::import::{Ask, News, Step, came_in};
use crate::tui::job::Job;
use crate::tui::overlays::{Answer, Import, Question};
use crate::tui::theme::Role;

impl App {
    /// Opens the import: at the file, or at what is coming in.
    pub(super) fn open_import(&mut self) {
        self.jobs.extend(self.importing.is_none().then(|| Job::Import(Ask::Offers(String::new()))));
        self.overlays.push(Box::new(Import::new(self.importing)));
    }

    fn shows_import(&self) -> bool {
        self.overlays.iter().any(|o| o.scope().asks() && !matches!(o.scope(), Scope::Form | Scope::Restrict))
    }

    /// What the thread tells, as far as it is of the console; the overlay hears it too.
    pub(super) fn import_news(&mut self, news: &News) {
        let ran = self.importing.is_some();
        match news {
            News::Progress(progress) => self.importing = Some(*progress).filter(|p| p.writes()),
            News::In(_) | News::Cancelled | News::Failed(_) => self.importing = None,
            _ => {}
        }
        if self.shows_import() || !ran {
            return;
        }
        match news {
            News::In(import) => self.say(came_in(import)),
            News::Failed(sentence) => self.message = Some((sentence.clone(), Role::Bad)),
            _ => {}
        }
    }

    /// The word in the title bar for an import at which nobody looks.
    pub(super) fn import_mark(&self) -> Option<String> {
        let progress = self.importing.filter(|_| !self.shows_import())?;
        let state = if progress.paused { "paused" } else { "import" };
        Some(format!(" {state} {}% ", progress.percent()))
    }

    /// Leaves the console; asks where an import would be cut off.
    pub(super) fn leave(&mut self) {
        let asked = self.overlays.last().is_some_and(|o| o.scope() == Scope::Question);
        let Some(progress) = self.importing.filter(|_| !asked) else { return self.quit = Some(0) };
        let what = match progress.step {
            Step::Coming => {
                "The import is decided. If you leave now, what is still to come in comes in when caseload is opened next, by whoever \
                 does; until then none of its cases is seen."
            }
            _ => "The import is being laid ready. If you leave now, nothing of it comes in.",
        };
        let question = Question::new("Leave while an import runs?", vec![what.into()], ("leave", "stay"), Answer::Quit);
        self.overlays.push(Box::new(question));
    }
}
