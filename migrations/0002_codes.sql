-- Code lists: the words that the console shows, and the words by which they are typed.
--
-- An administrator may add rows to any list, correct en, km and keys, and change the order.
-- A code that a record already uses must not be taken away or given another meaning.
--
-- keys    lower-case words, separated by spaces; a name of several words is written without
--         spaces. The first one is the short key. A key belongs to one code of its list, and
--         the lists offence, province, relationship and source share no key at all, because
--         the one-line entry reads a bare word against all four. In these four, keep clear of
--         what that line reads itself: y n k m f att today, dates, months, ages, and team names.
-- parent  the wider code of the same list (district and commune: of the list above).
-- sort    the order on screen, in tens so that a row can be put in between (places: the number).
--
-- Sources
--   offence       UNODC, International Classification of Crime for Statistical Purposes
--                 (ICCS), version 1.0, 2015. LOC-SD is local and not part of ICCS.
--   relationship  FBI, National Incident-Based Reporting System (NIBRS).
--   clearance     FBI, NIBRS: exceptional clearance A to E.
--   care          the steps of Primero, a case management system for child protection.
--   province      gazetteer of the Ministry of Economy and Finance, 2025; the number is that
--                 of ISO 3166-2:KH. English names in the usual spelling. See NOTICE.
--   the others    the unit's own words.
--
-- To be checked: a row marked [K] has its code or name from general knowledge of the standard
-- and was not compared with its text. All Khmer (km) except the names of provinces is general
-- knowledge too, and a Cambodian lawyer should read it; where it is NULL no term was certain.

-- Offences. en is short (28 characters at most) because it stands in narrow columns, and it is
-- plain: the names of ICCS are longer, and 030221 and 030222 are said as the field says them.
-- The unit's own words: rape 03011 (gang rape: the same, with two offenders or more), indecent
-- assault 03012, serious assault 020111, kidnapping 020221, homicide 0101 (infanticide too, [K]).
-- Sources disagree whether harassment is under 0207 or 0208 [K].
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('offence', '0101', 'Homicide', 'ឃាតកម្ម', 'hom murder homicide killing kill infanticide', NULL, 10),
('offence', '0102', 'Attempted homicide', 'ប៉ុនប៉ងឃាតកម្ម', 'ahom attemptedmurder attemptedhomicide', NULL, 20),
('offence', '0103', 'Non-intentional homicide', 'មនុស្សឃាតដោយអចេតនា', 'mans manslaughter', NULL, 30),  -- [K]
('offence', '01032', 'Negligent manslaughter', NULL, 'negm negligentmanslaughter', '0103', 40),  -- [K]
('offence', '0104', 'Assisted or incited suicide', NULL, 'suic suicide', NULL, 50),  -- [K]
('offence', 'LOC-SD', 'Suspicious death', NULL, 'sudd suspicious suspiciousdeath suddendeath unexplained', NULL, 60),
('offence', '02011', 'Assault', 'ហិង្សាដោយចេតនា', 'ass assault beat beating', NULL, 70),
('offence', '020111', 'Serious assault', NULL, 'sass seriousassault aggravatedassault gbh', '02011', 80),
('offence', '020112', 'Minor assault', NULL, 'mina minorassault', '02011', 90),  -- [K]
('offence', '02012', 'Threat', 'ការគំរាមកំហែង', 'thr threat threats', NULL, 100),  -- [K]
('offence', '0202', 'Acts against liberty', NULL, 'alib againstliberty', NULL, 110),
('offence', '02021', 'Abduction of a minor', 'ការចាប់ពង្រត់អនីតិជន', 'abd abduct abduction', '0202', 120),  -- [K]
('offence', '020211', 'Parental abduction', NULL, 'pabd parentalabduction', '02021', 130),  -- [K]
('offence', '02022', 'Deprivation of liberty', NULL, 'depr deprivation confinement', '0202', 140),
('offence', '020221', 'Kidnapping', 'ចាប់ជំរិត', 'kid kidnap kidnapping hostage ransom', '02022', 150),
('offence', '020222', 'Illegal restraint', NULL, 'restr restraint', '02022', 160),  -- [K]
('offence', '02029', 'Other act against liberty', NULL, 'olib otherliberty', '0202', 170),  -- [K]
('offence', '020291', 'Illegal adoption', NULL, 'adop adoption illegaladoption', '02029', 180),  -- [K]
('offence', '020292', 'Forced marriage', 'អាពាហ៍ពិពាហ៍ដោយបង្ខំ', 'fmar forcedmarriage childmarriage marriage', '02029', 190),  -- [K]
('offence', '0203', 'Slavery and exploitation', NULL, 'slav slavery', NULL, 200),
('offence', '02032', 'Forced labour', 'ពលកម្មដោយបង្ខំ', 'flab forcedlabour forcedlabor childlabour childlabor', '0203', 210),  -- [K]
('offence', '0204', 'Trafficking in persons', 'ការជួញដូរមនុស្ស', 'traf trafficking humantrafficking', NULL, 220),
('offence', '02041', 'Trafficking, sexual', NULL, 'tips sextrafficking', '0204', 230),
('offence', '02042', 'Trafficking, labour', NULL, 'tipl labourtrafficking labortrafficking', '0204', 240),
('offence', '02043', 'Trafficking, organ removal', NULL, 'tipr organ organs organremoval', '0204', 250),
('offence', '02044', 'Trafficking, other', NULL, 'tipo othertrafficking', '0204', 260),
('offence', '0205', 'Coercion', 'ការបង្ខិតបង្ខំ', 'coer coercion', NULL, 270),
('offence', '02051', 'Extortion or sextortion', NULL, 'sext sextortion extortion blackmail', '0205', 280),  -- [K]
('offence', '0206', 'Negligence', 'ការធ្វេសប្រហែស', 'oneg othernegligence', NULL, 290),  -- [K]
('offence', '020611', 'Neglect of a child', NULL, 'negl neglect negligence childneglect', '0206', 300),  -- [K]
('offence', '0208', 'Causing fear or distress', NULL, 'fear distress', NULL, 310),  -- [K]
('offence', '02081', 'Harassment', 'ការបៀតបៀន', 'har harass harassment bullying', '0208', 320),  -- [K]
('offence', '02082', 'Stalking', NULL, 'stal stalk stalking', '0208', 330),  -- [K]
('offence', '0301', 'Sexual violence', 'អំពើហិង្សាផ្លូវភេទ', 'sexv sexualviolence', NULL, 340),
('offence', '03011', 'Rape', 'រំលោភសេពសន្ថវៈ', 'rape rap gangrape', '0301', 350),
('offence', '030111', 'Rape with force', NULL, 'rapf forciblerape', '03011', 360),  -- [K]
('offence', '030112', 'Rape without force', NULL, 'rapn nonforciblerape', '03011', 370),  -- [K]
('offence', '030113', 'Statutory rape', NULL, 'stat statutory statutoryrape', '03011', 380),
('offence', '030119', 'Other rape', NULL, 'rapo otherrape', '03011', 390),  -- [K]
('offence', '03012', 'Indecent assault', 'អំពើអាសអាភាស', 'sexa indecent indecentassault sexualassault molest molestation', '0301', 400),
('offence', '030121', 'Indecent assault (physical)', NULL, 'inda groping touching', '03012', 410),  -- [K]
('offence', '030122', 'Indecent act (no contact)', NULL, 'indn exposure flashing voyeurism', '03012', 420),  -- [K]
('offence', '03019', 'Other sexual violence', NULL, 'osev othersexualviolence', '0301', 430),
('offence', '0302', 'Sexual exploitation', 'ការធ្វើអាជីវកម្មផ្លូវភេទ', 'sexp sexualexploitation', NULL, 440),
('offence', '03022', 'Child sexual exploitation', 'ការធ្វើអាជីវកម្មផ្លូវភេទលើកុមារ', 'csec cse childsexualexploitation', '0302', 450),
('offence', '030221', 'Child sexual abuse material', NULL, 'csam childporn', '03022', 460),
('offence', '030222', 'Exploitation in prostitution', 'ពេស្យាកម្មកុមារ', 'cpro prostitution childprostitution', '03022', 470),
('offence', '030223', 'Grooming', NULL, 'groo groom grooming enticement', '03022', 480),
('offence', '030229', 'Other sexual exploitation', NULL, 'osec othersexualexploitation', '03022', 490),
('offence', '0802', 'Public sexual standards', NULL, 'pord publicorder', NULL, 500),
('offence', '08022', 'Pornography offences', NULL, 'porn pornography', '0802', 510);

-- What the suspect was to the victim. The code is NIBRS's and says it the other way round: what
-- the VICTIM was to the offender (CH: the victim was the child, so the offender is a parent).
-- A finer word has its own code after the dot; for NIBRS cut it off. HR is no longer in use.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('relationship', 'CH', 'father or mother', 'ឪពុក ឬម្តាយ', 'parent', NULL, 10),
('relationship', 'CH.father', 'father', 'ឪពុក', 'father dad papa daddy', 'CH', 20),
('relationship', 'CH.mother', 'mother', 'ម្តាយ', 'mother mum mom mama mummy', 'CH', 30),
('relationship', 'SC', 'step-parent', 'ឪពុកចុង ឬម្តាយចុង', 'stepparent', NULL, 40),
('relationship', 'SC.stepfather', 'stepfather', 'ឪពុកចុង', 'stepfather stepdad', 'SC', 50),
('relationship', 'SC.stepmother', 'stepmother', 'ម្តាយចុង', 'stepmother stepmum stepmom', 'SC', 60),
('relationship', 'CF', 'parent''s partner', NULL, 'parentspartner motherspartner mothersboyfriend mumsboyfriend momsboyfriend fatherspartner fathersgirlfriend dadsgirlfriend', NULL, 70),
('relationship', 'GC', 'grandparent', 'ជីដូន ឬជីតា', 'grandparent', NULL, 80),
('relationship', 'GC.grandfather', 'grandfather', 'ជីតា', 'grandfather grandpa grandad granddad', 'GC', 90),
('relationship', 'GC.grandmother', 'grandmother', 'ជីដូន', 'grandmother grandma granny', 'GC', 100),
('relationship', 'SB', 'sibling', 'បងប្អូនបង្កើត', 'sibling sib', NULL, 110),
('relationship', 'SB.brother', 'brother', 'បងប្អូនប្រុស', 'brother bro', 'SB', 120),
('relationship', 'SB.sister', 'sister', 'បងប្អូនស្រី', 'sister sis', 'SB', 130),
('relationship', 'SS', 'step-sibling', NULL, 'stepsibling stepbrother stepsister', NULL, 140),
('relationship', 'OF', 'other relative', 'សាច់ញាតិផ្សេងទៀត', 'relative otherrelative', NULL, 150),
('relationship', 'OF.uncle', 'uncle', 'ពូ', 'uncle unc', 'OF', 160),
('relationship', 'OF.aunt', 'aunt', 'មីង', 'aunt auntie aunty', 'OF', 170),
('relationship', 'OF.cousin', 'cousin', 'បងប្អូនជីដូនមួយ', 'cousin cous', 'OF', 180),
('relationship', 'IL', 'in-law', 'សាច់ថ្លៃ', 'inlaw brotherinlaw sisterinlaw fatherinlaw motherinlaw', NULL, 190),
('relationship', 'FC', 'foster parent', 'ឪពុកម្តាយចិញ្ចឹម', 'fosterparent foster fosterfather fostermother', NULL, 200),
('relationship', 'NE', 'neighbour', 'អ្នកជិតខាង', 'neighbour neighbor neigh', NULL, 210),
('relationship', 'FR', 'friend', 'មិត្តភក្តិ', 'friend', NULL, 220),
('relationship', 'AQ', 'acquaintance', 'អ្នកស្គាល់គ្នា', 'acquaintance acq', NULL, 230),
('relationship', 'BE', 'carer or babysitter', 'អ្នកថែទាំ', 'carer babysitter sitter caregiver nanny', NULL, 240),
('relationship', 'OK', 'known in another way', NULL, 'otherknown', NULL, 250),
('relationship', 'OK.teacher', 'teacher', 'គ្រូ', 'teacher teach', 'OK', 260),
('relationship', 'OK.monk', 'monk', 'ព្រះសង្ឃ', 'monk', 'OK', 270),
('relationship', 'OK.coach', 'coach', 'គ្រូបង្វឹក', 'coach trainer', 'OK', 280),
('relationship', 'EE', 'employer', 'និយោជក', 'employer boss', NULL, 290),
('relationship', 'BG', 'boyfriend or girlfriend', 'សង្សារ', 'boyfriend girlfriend bf gf', NULL, 300),
('relationship', 'XR', 'former partner', 'អតីតដៃគូ', 'ex exboyfriend exgirlfriend expartner formerpartner exbf exgf', NULL, 310),
('relationship', 'CO', 'housemate', NULL, 'housemate flatmate roommate', NULL, 320),
('relationship', 'ST', 'stranger', 'មនុស្សប្លែកមុខ', 'stranger', NULL, 330),
('relationship', 'RU', 'unknown relationship', NULL, 'unk unknown unknownrelationship', NULL, 340),
('relationship', 'SE', 'spouse', 'ប្តី ឬប្រពន្ធ', 'spouse husband wife', NULL, 350),
('relationship', 'CS', 'common-law spouse', NULL, 'commonlaw', NULL, 360),
('relationship', 'XS', 'former spouse', 'អតីតប្តី ឬប្រពន្ធ', 'exspouse exhusband exwife', NULL, 370),
('relationship', 'PA', 'child (son or daughter)', 'កូន', 'son daughter', NULL, 380),
('relationship', 'GP', 'grandchild', 'ចៅ', 'grandchild grandson granddaughter', NULL, 390),
('relationship', 'SP', 'stepchild', 'កូនចុង', 'stepchild stepson stepdaughter', NULL, 400),
('relationship', 'FP', 'foster child', 'កូនចិញ្ចឹម', 'fosterchild', NULL, 410),
('relationship', 'ER', 'employee', 'និយោជិត', 'employee worker', NULL, 420),
('relationship', 'VO', 'also the victim (mutual)', NULL, 'mutual', NULL, 430),
('relationship', 'HR', 'same-sex partner (old code)', NULL, 'samesexpartner', NULL, 440);

-- Where the report came from.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('source', 'police', 'National Police', 'នគរបាលជាតិ', 'police', NULL, 10),
('source', 'hotline', 'Hotline or phone call', NULL, 'hotline phone call tel telephone', NULL, 20),
('source', 'hospital', 'Hospital', 'មន្ទីរពេទ្យ', 'hospital hosp clinic', NULL, 30),
('source', 'partner', 'Partner organisation', 'អង្គការដៃគូ', 'partner ngo', NULL, 40),
('source', 'ncmec', 'NCMEC', NULL, 'ncmec cybertip cybertipline', NULL, 50),
('source', 'public', 'Member of the public', 'ប្រជាពលរដ្ឋ', 'public citizen', NULL, 60),
('source', 'family', 'Family', 'គ្រួសារ', 'family fam', NULL, 70),
('source', 'school', 'School', 'សាលារៀន', 'school', NULL, 80),
('source', 'authority', 'Local authority', 'អាជ្ញាធរមូលដ្ឋាន', 'authority commune chief communechief villagechief', NULL, 90);

-- Teams of the unit.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('team', 'CMD', 'Command', NULL, 'cmd command', NULL, 10),
('team', 'HIT', 'Homicide Investigation Team', NULL, 'hit', NULL, 20),
('team', 'FST', 'Forensic Services Team', NULL, 'fst forensic forensics', NULL, 30),
('team', 'ICAC', 'Internet Crimes Against Children', NULL, 'icac internet', NULL, 40),
('team', 'OVFS', 'Office of Victim and Family Services', NULL, 'ovfs welfare services', NULL, 50);

-- The unit that arrested.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('unit', 'np', 'National Police', 'នគរបាលជាតិ', 'np police nationalpolice', NULL, 10),
('unit', 'ahtjp', 'Anti-Human-Trafficking and Juvenile Protection Police', NULL, 'ahtjp trafficking juvenile', NULL, 20),
('unit', 'cyber', 'Anti-Cybercrime Police', NULL, 'cyber cybercrime', NULL, 30),
('unit', 'gend', 'Royal Gendarmerie', 'កងរាជអាវុធហត្ថ', 'gend gendarmerie military pm', NULL, 40),
('unit', 'commune', 'Commune police', NULL, 'commune communepolice', NULL, 50),
('unit', 'joint', 'Joint operation with the unit', NULL, 'joint', NULL, 60),
('unit', 'foreign', 'Foreign police', NULL, 'foreign interpol', NULL, 70),
('unit', 'other', 'Other', NULL, 'other', NULL, 80);

-- State of the investigation, per case.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('investigation', 'NEW', 'New', NULL, 'new', NULL, 10),
('investigation', 'ACC', 'Accepted', NULL, 'acc accepted', NULL, 20),
('investigation', 'REF', 'Referred out', NULL, 'ref referred', NULL, 30),
('investigation', 'DEC', 'Out of scope', NULL, 'dec outofscope scope', NULL, 40),
('investigation', 'INV', 'Under investigation', NULL, 'inv active investigation', NULL, 50),
('investigation', 'SUS', 'Suspended', NULL, 'sus suspended', NULL, 60),
('investigation', 'FIN', 'With the prosecutor', NULL, 'fin prosecutor', NULL, 70),
('investigation', 'CLO', 'Closed', NULL, 'clo closed', NULL, 80),
('investigation', 'REO', 'Reopened', NULL, 'reo reopened', NULL, 90),
('investigation', 'DUP', 'Duplicate', NULL, 'dup duplicate', NULL, 100);

-- Clearance, per offence.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('clearance', 'N', 'Not cleared', NULL, 'n notcleared', NULL, 10),
('clearance', 'ARR', 'Cleared by arrest', NULL, 'arr arrest', NULL, 20),
('clearance', 'EXC-A', 'Exceptional: offender died', NULL, 'exca a died', NULL, 30),
('clearance', 'EXC-B', 'Exceptional: prosecution declined', NULL, 'excb b prosecution', NULL, 40),
('clearance', 'EXC-C', 'Exceptional: held elsewhere', NULL, 'excc c elsewhere', NULL, 50),
('clearance', 'EXC-D', 'Exceptional: victim declined', NULL, 'excd d declined', NULL, 60),
('clearance', 'EXC-E', 'Exceptional: child, not in custody', NULL, 'exce e child', NULL, 70),
('clearance', 'UNF', 'Unfounded', NULL, 'unf unfounded', NULL, 80);

-- What is known of who a suspect is.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('identity', 'unknown', 'Unknown', NULL, 'unknown unk', NULL, 10),
('identity', 'unnamed', 'Known, not named', NULL, 'unnamed known', NULL, 20),
('identity', 'named', 'Named', NULL, 'named', NULL, 30);

-- Sex.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('sex', 'f', 'female', 'ស្រី', 'f female girl woman', NULL, 10),
('sex', 'm', 'male', 'ប្រុស', 'm male boy man', NULL, 20);

-- Steps of the care for a victim or a family member.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('care', 'registered', 'Registered', NULL, 'registered reg', NULL, 10),
('care', 'assessed', 'Assessed', NULL, 'assessed assess', NULL, 20),
('care', 'plan', 'Care plan made', NULL, 'plan', NULL, 30),
('care', 'services', 'Services under way', NULL, 'services', NULL, 40),
('care', 'follow-up', 'Follow-up and review', NULL, 'followup review', NULL, 50),
('care', 'closed', 'Closed', NULL, 'closed', NULL, 60);

-- Kinds of diary entry.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('diary', 'report', 'Report', NULL, 'report', NULL, 10),
('diary', 'scene', 'Scene', NULL, 'scene', NULL, 20),
('diary', 'interview', 'Interview', NULL, 'interview', NULL, 30),
('diary', 'arrest', 'Arrest', NULL, 'arrest', NULL, 40),
('diary', 'court', 'Court', NULL, 'court', NULL, 50),
('diary', 'service', 'Service', NULL, 'service', NULL, 60),
('diary', 'call', 'Call', NULL, 'call', NULL, 70),
('diary', 'note', 'Note', NULL, 'note', NULL, 80);

-- Yes and no.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('yesno', 'y', 'yes', NULL, 'y yes', NULL, 10),
('yesno', 'n', 'no', NULL, 'n no', NULL, 20);

-- Provinces.
INSERT INTO code (list, code, en, km, keys, parent, sort) VALUES
('province', '01', 'Banteay Meanchey', 'បន្ទាយមានជ័យ', 'ban banteaymeanchey bantaymeanchey banteay bmc', NULL, 1),
('province', '02', 'Battambang', 'បាត់ដំបង', 'bat battambang battambong batdambang btb', NULL, 2),
('province', '03', 'Kampong Cham', 'កំពង់ចាម', 'kcm kampongcham kompongcham kpc', NULL, 3),
('province', '04', 'Kampong Chhnang', 'កំពង់ឆ្នាំង', 'kcn kampongchhnang kompongchhnang kampongchnang kompongchnang chhnang', NULL, 4),
('province', '05', 'Kampong Speu', 'កំពង់ស្ពឺ', 'ksp kampongspeu kompongspeu kampongspoe kps', NULL, 5),
('province', '06', 'Kampong Thom', 'កំពង់ធំ', 'kth kampongthom kompongthom kampongthum kompongthum ktm', NULL, 6),
('province', '07', 'Kampot', 'កំពត', 'kpt kampot kompot', NULL, 7),
('province', '08', 'Kandal', 'កណ្ដាល', 'kan kandal kdl កណ្តាល', NULL, 8),
('province', '09', 'Koh Kong', 'កោះកុង', 'koh kohkong kaohkong kkg', NULL, 9),
('province', '10', 'Kratie', 'ក្រចេះ', 'kra kratie kracheh', NULL, 10),
('province', '11', 'Mondul Kiri', 'មណ្ឌលគិរី', 'mdk mondulkiri mondolkiri mondul', NULL, 11),
('province', '12', 'Phnom Penh', 'រាជធានីភ្នំពេញ', 'pp pnh phn phnompenh phnumpenh pnp ភ្នំពេញ', NULL, 12),
('province', '13', 'Preah Vihear', 'ព្រះវិហារ', 'pvh preahvihear', NULL, 13),
('province', '14', 'Prey Veng', 'ព្រៃវែង', 'pvg preyveng preyveaeng', NULL, 14),
('province', '15', 'Pursat', 'ពោធិ៍សាត់', 'pur pursat pouthisat pousat pst', NULL, 15),
('province', '16', 'Ratanak Kiri', 'រតនគិរី', 'rat ratanakiri ratanakkiri rattanakiri ratanak rtk', NULL, 16),
('province', '17', 'Siem Reap', 'សៀមរាប', 'sie siemreap siamreap srp', NULL, 17),
('province', '18', 'Preah Sihanouk', 'ព្រះសីហនុ', 'sih sihanoukville preahsihanouk sihanouk shv kampongsom kompongsom', NULL, 18),
('province', '19', 'Stung Treng', 'ស្ទឹងត្រែង', 'stu stungtreng steungtreng stoengtreng stg', NULL, 19),
('province', '20', 'Svay Rieng', 'ស្វាយរៀង', 'sva svayrieng svayreang svr', NULL, 20),
('province', '21', 'Takeo', 'តាកែវ', 'tak takeo takev tko', NULL, 21),
('province', '22', 'Otdar Meanchey', 'ឧត្ដរមានជ័យ', 'odm oddarmeanchey otdarmeanchey oddormeanchey oddar otdar odd otd ឧត្តរមានជ័យ', NULL, 22),
('province', '23', 'Kep', 'កែប', 'kep kaeb', NULL, 23),
('province', '24', 'Pailin', 'ប៉ៃលិន', 'pai pailin pln', NULL, 24),
('province', '25', 'Tboung Khmum', 'ត្បូងឃ្មុំ', 'tbo tboungkhmum tbongkhmum tbungkhmum tbk', NULL, 25);
