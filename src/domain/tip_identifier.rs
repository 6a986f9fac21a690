//! An identifier that a tip names: an account, a number, an address, or the hash of a file. Of a file nothing but its hash enters: there
//! is no field that could hold it.

use super::moment::Moment;
use super::record::record;

record! {
    /// An identifier of a tip.
    TipIdentifier {
        kind: Option<String> = "Kind", Code("identifier"), Must, "Screen name, user id, e-mail, phone, IP address, URL, device or hash";
        value: Option<String> = "Value", Line, Must, "As the tip has it; of a file only its hash", Identifiers;
        at: Option<Moment> = "Seen at", Moment, Free, "When it was in use; of an IP address to the minute";
        port: Option<String> = "Port", Line, Free, "Of an IP address: the port", Identifiers;
        note: Option<String> = "Note", Line, Free, "What the tip says of it", Narrative;
        folded: Option<String> = "Compared as", Hash, Hidden, "The form in which it is compared, made by the store", Identifiers;
    }
}
