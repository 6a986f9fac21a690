//! Pairs that sound alike, pairs that do not, and where in a name.

use super::*;

fn heard<'a>(sought: &str, name: &'a str) -> Option<&'a str> {
    Sounding::of(sought).and_then(|s| s.heard_in(name, &mut Ear::default())).map(|place| &name[place])
}

#[test]
fn spellings_of_one_name_sound_alike_both_ways() {
    for alike in [
        &["Kouk", "Kuok", "Kok", "Kouc", "KOUK", "គូក", "កុក", "គូ\u{200B}ក"][..],
        &["Sok", "Sokh", "Sak", "សុខ", "សក់", "ស័ក្តិ"],
        &["Chea", "Jea", "ជា", "Chhea"],
        &["Vuthy", "Wuthy", "Vuthi", "Wutthy", "វុទ្ធី"],
        &["Srey", "Srei", "Sry", "ស្រី", "សី្រ"],
        &["Phal", "Pal", "Phall", "ផល", "ផល់"],
        &["Thida", "Tida", "Theda", "ធីតា"],
        &["Chan", "Chann", "ចាន់", "ចន្ទ", "ច័ន្ទ", "ចន្ទ្រ", "ចា\u{200B}ន់"],
        &["Keo", "Kev", "Kèo", "កែវ"],
        &["Sophorn", "Sophoan", "Sophon", "សោភ័ណ"],
        &["Vong", "Voung", "Wong", "វង្ស"],
        &["Say", "Sai", "Sao", "សាយ", "សៅ"],
        &["Ouk", "Uk", "អ៊ុក"],
        &["Yim", "Yem", "យឹម"],
        &["Heng", "Hieng", "ហេង"],
        &["Panha", "Panya", "បញ្ញា"],
        &["Malis", "Mlis", "ម្លិះ"],
        &["Meas", "Meah", "មាស"],
        &["Rithy", "ឫទ្ធី", "រិទ្ធី"],
        &["Sreymom", "Srey Mom", "Srei-Mum", "ស្រីមុំ", "ស្រី\u{200B}មុំ", "ស្រី មុំ"],
        &["Nguyen", "Nguyễn"],
        &["Fally", "Phally", "ផល្លី", "ហ្វាលី"],
    ] {
        for a in alike {
            for b in alike {
                assert_eq!(heard(a, b), Some(*b), "{a} / {b}");
            }
        }
    }
}

#[test]
fn names_in_khmer_sound_as_they_are_written_in_latin() {
    for (latin, khmer) in [
        ("Pich", "ពេជ្រ"),
        ("Prak", "ប្រាក់"),
        ("Ros", "រស់"),
        ("Sam", "សំ"),
        ("Tep", "ទេព"),
        ("Oum", "អ៊ុំ"),
        ("Em", "ឯម"),
        ("Duong", "ដួង"),
        ("Mao", "ម៉ៅ"),
        ("Pov", "ពៅ"),
        ("Nhem", "ញឹម"),
        ("Yin", "យិន"),
        ("Ly", "លី"),
        ("Chanthou", "ចន្ធូ"),
        ("Botum", "បទុម"),
        ("Sokny", "សុខនី"),
        ("Kunthea", "គន្ធា"),
        ("Channary", "ចាន់ណារី"),
        ("Rachana", "រចនា"),
        ("Devi", "ទេវី"),
        ("Kalyan", "កល្យាណ"),
        ("Leakhena", "លក្ខិណា"),
        ("Phalla", "ផល្លា"),
        ("Rattana", "រតនា"),
        ("Sopheap", "សុភាព"),
        ("Chenda", "ចិន្តា"),
        ("Rumduol", "រំដួល"),
        ("Sovanna", "សុវណ្ណា"),
        ("Sovann", "សុវណ្ណ"),
        ("Pisey", "ពិសី"),
        ("Sokun", "សុគន្ធ"),
        ("Chamroeun", "ចម្រើន"),
        ("Oudom", "ឧត្តម"),
        ("Phirun", "ភិរុណ"),
        ("Piseth", "ពិសិដ្ឋ"),
        ("Ratha", "រដ្ឋា"),
        ("Sambath", "សម្បត្តិ"),
        ("Narith", "ណារិទ្ធ"),
        ("Vannak", "វណ្ណៈ"),
        ("Virak", "វីរៈ"),
        ("Vichea", "វិជ្ជា"),
        ("Bunthoeun", "ប៊ុនធឿន"),
        ("Mony", "មុនី"),
        ("Samnang", "សំណាង"),
        ("Pheakdey", "ភក្តី"),
        ("Seyha", "សីហា"),
        ("Kakada", "កក្កដា"),
        ("Mithona", "មិថុនា"),
        ("Sothear", "សុធា"),
        ("Leak", "ល័ក្ខ"),
        ("Poul", "ពៅល៍"),
        ("Pou", "ពោធិ៍"),
    ] {
        let silent = latin == "Poul";
        assert_eq!(heard(latin, khmer).is_some(), !silent, "{latin} / {khmer}");
        assert_eq!(heard(khmer, latin).is_some(), !silent, "{khmer} / {latin}");
    }
}

#[test]
fn other_names_do_not() {
    for (a, b) in [
        ("Sok", "Chan"),
        ("Sok", "Sokha"),
        ("Sok", "Sokun"),
        ("Sok", "Song"),
        ("Kouk", "Ouk"),
        ("Kouk", "Kong"),
        ("Kouk", "Koka"),
        ("Sin", "Seng"),
        ("Kim", "Keo"),
        ("Chea", "Chan"),
        ("Srey", "Sok"),
        ("Srey", "Sreymom"),
        ("Vuthy", "Vuth"),
        ("Thida", "Thea"),
        ("Phal", "Phally"),
        ("Meas", "Mean"),
        ("Long", "Rong"),
        ("Heng", "Seng"),
        ("Em", "Yim"),
        ("សុខ", "សុខា"),
        ("Sok", "សុខា"),
        ("Chan", "ចន្ធូ"),
        ("Chan", "ជា"),
        ("Keo", "កែវសុខ"),
    ] {
        assert_eq!(heard(a, b), None, "{a} / {b}");
        assert_eq!(heard(b, a), None, "{b} / {a}");
    }
    for none in ["", "~", " 12 ៣ ", "…", "\u{17D2}", "\u{17C6}", "ៗ", "王"] {
        assert_eq!(Sounding::of(none), None, "{none}");
    }
}

#[test]
fn it_is_told_where_in_the_name() {
    for (sought, name, place) in [
        ("kouk", "Chan Kuok, called Sao", "Kuok"),
        ("srey mom", "Sok Sreimum", "Sreimum"),
        ("dara sok", "Sokh  Tara", "Sokh"),
        ("sok dara", "សុខ\u{200B}ដារ៉ា", "សុខ\u{200B}ដារ៉ា"),
        // Written without blanks.
        ("sok", "សុខដារ៉ា", "សុខ"),
        ("dara", "សុខដារ៉ា", "ដារ៉ា"),
        ("dara sok", "សុខដារ៉ា", "សុខ"),
        ("chan", "ចាន់ណារី", "ចាន់"),
        ("vong", "វង្សធីតា", "វង្ស"),
        ("utdom", "ទេពឧត្ដម", "ឧត្ដម"),
        ("heng", "គឹមហេង", "ហេង"),
        ("kuk", "(Kouk)", "Kouk"),
    ] {
        assert_eq!(heard(sought, name), Some(place), "{sought} / {name}");
    }
    for (sought, name) in [("sok thida", "Sokh Tara"), ("suk", "មាសករុណា"), ("sao", "សុខសៅ")]
    {
        assert_eq!(heard(sought, name), None, "{sought} / {name}");
    }
}

#[test]
fn any_text_is_heard_without_harm() {
    let odd = ["ក្", "\u{17D2}\u{17D2}ក", "ំំំ", "k\u{301}", "ក\u{200D}ក", "y", "h", "hhh", "Ỹ", "ក្ក្ក្ក្ក្ក", "aក"];
    for a in odd {
        for b in odd {
            let place = Sounding::of(a).and_then(|s| s.heard_in(b, &mut Ear::default()));
            assert!(place.is_none_or(|p| !b[p].is_empty()), "{a} / {b}");
        }
    }
    let long = "សុខ dara ".repeat(2_000);
    assert_eq!(heard("kouk", &long), None);
}
