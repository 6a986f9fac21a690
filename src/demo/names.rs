//! Names of people who do not exist: a family name and a given name put together by chance, in both scripts.
//! It must never hold a whole name, nor an officer's.

use super::rng::Rng;

type Pair = (&'static str, &'static str);

/// A name in Latin and in Khmer letters.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub latin: String,
    pub khmer: String,
}

/// The place of a family name.
pub(super) fn family(rng: &mut Rng) -> usize {
    rng.below(FAMILIES.len())
}

/// A name with this family name.
pub(super) fn name(family: usize, sex: &str, rng: &mut Rng) -> Name {
    let (latin, khmer) = FAMILIES[family % FAMILIES.len()];
    let given = rng.pick(if sex == "f" { &FEMALE } else { &MALE });
    Name { latin: format!("{latin} {}", given.0), khmer: format!("{khmer} {}", given.1) }
}

#[rustfmt::skip]
const FAMILIES: [Pair; 40] = [
    ("Sok", "សុខ"), ("Chan", "ចាន់"), ("Chea", "ជា"), ("Keo", "កែវ"), ("Heng", "ហេង"), ("Kim", "គឹម"), ("Ly", "លី"),
    ("Meas", "មាស"), ("Nhem", "ញឹម"), ("Ouk", "អ៊ុក"), ("Pich", "ពេជ្រ"), ("Prak", "ប្រាក់"), ("Ros", "រស់"), ("Sam", "សំ"),
    ("Seng", "សេង"), ("Sin", "ស៊ិន"), ("Suon", "សួន"), ("Tep", "ទេព"), ("Touch", "ទូច"), ("Ung", "អ៊ុង"), ("Yim", "យឹម"),
    ("Chhim", "ឈឹម"), ("Chum", "ជុំ"), ("Duong", "ដួង"), ("Em", "ឯម"), ("Khem", "ខែម"), ("Kong", "គង់"), ("Lim", "លឹម"),
    ("Long", "ឡុង"), ("Mao", "ម៉ៅ"), ("Mom", "ម៉ុម"), ("Nuon", "នួន"), ("Oum", "អ៊ុំ"), ("Pen", "ប៉ែន"), ("Phan", "ផាន់"),
    ("Pov", "ពៅ"), ("Say", "សាយ"), ("Som", "សោម"), ("Vong", "វង្ស"), ("Yin", "យិន"),
];

#[rustfmt::skip]
const FEMALE: [Pair; 32] = [
    ("Sreymom", "ស្រីមុំ"), ("Sreyneang", "ស្រីនាង"), ("Sreypov", "ស្រីពៅ"), ("Sreyleak", "ស្រីល័ក្ខ"), ("Chanthou", "ចន្ធូ"),
    ("Botum", "បទុម"), ("Sokny", "សុខនី"), ("Kunthea", "គន្ធា"), ("Sokha", "សុខា"), ("Channary", "ចាន់ណារី"), ("Maly", "ម៉ាលី"),
    ("Rachana", "រចនា"), ("Theary", "ធារី"), ("Devi", "ទេវី"), ("Kalyan", "កល្យាណ"), ("Leakhena", "លក្ខិណា"), ("Mealea", "មាលា"),
    ("Navy", "ណាវី"), ("Phalla", "ផល្លា"), ("Rattana", "រតនា"), ("Sopheap", "សុភាព"), ("Sothea", "សុធា"), ("Thida", "ធីតា"),
    ("Sokleng", "សុខលេង"), ("Chenda", "ចិន្តា"), ("Kanika", "កនិកា"), ("Rumduol", "រំដួល"), ("Kolap", "កុលាប"), ("Malis", "ម្លិះ"),
    ("Reaksmey", "រស្មី"), ("Sovanna", "សុវណ្ណា"), ("Pisey", "ពិសី"),
];

#[rustfmt::skip]
const MALE: [Pair; 32] = [
    ("Vuthy", "វុទ្ធី"), ("Sokun", "សុគន្ធ"), ("Sovann", "សុវណ្ណ"), ("Panha", "បញ្ញា"), ("Borey", "បុរី"), ("Chamroeun", "ចម្រើន"),
    ("Kosal", "កុសល"), ("Makara", "មករា"), ("Narith", "ណារិទ្ធ"), ("Oudom", "ឧត្តម"), ("Phirun", "ភិរុណ"), ("Piseth", "ពិសិដ្ឋ"),
    ("Ratha", "រដ្ឋា"), ("Sambath", "សម្បត្តិ"), ("Sothy", "សុធី"), ("Thearith", "ធារិទ្ធ"), ("Tola", "តុលា"), ("Vannak", "វណ្ណៈ"),
    ("Veasna", "វាសនា"), ("Vichea", "វិជ្ជា"), ("Virak", "វីរៈ"), ("Bunthoeun", "ប៊ុនធឿន"), ("Chhay", "ឆាយ"), ("Kimsan", "គឹមសាន"),
    ("Mony", "មុនី"), ("Samnang", "សំណាង"), ("Sokhom", "សុខុម"), ("Pheakdey", "ភក្តី"), ("Visal", "វិសាល"), ("Seyha", "សីហា"),
    ("Kakada", "កក្កដា"), ("Mithona", "មិថុនា"),
];
