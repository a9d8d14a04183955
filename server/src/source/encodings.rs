//! The encodings that Python knows by name, and how bytes in them become text.
//!
//! A source file may declare any of Python's text encodings. The tables of the common ones come
//! from `encoding_rs` and `oem_cp`; names that Python knows and these libraries do not are told
//! apart from names that nobody knows.

use std::borrow::Cow;

use encoding_rs::Encoding;
use oem_cp::code_table::DECODING_TABLE_CP_MAP;
use oem_cp::code_table_type::TableType;

use Codec::{Ascii, Dos, Foreign, Latin1, Multibyte, NotText, Table, Undefined, Utf8, Wide};

/// An encoding, by the way its bytes are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Codec {
    /// UTF-8 without tolerance.
    Utf8,
    /// The byte is the code point. Not `windows-1252`, which the web takes it for.
    Latin1,
    /// Seven bits.
    Ascii,
    /// One byte, one character, by a table of the web.
    Table(&'static Encoding),
    /// One byte, one character, by a code page of DOS.
    Dos(u16),
    /// One or more bytes a character. The web's tables take a little more than Python's.
    Multibyte(&'static Encoding),
    /// UTF-16 and UTF-32: the line that declares them could not be read in them.
    Wide,
    /// Bytes to bytes, like `hex`.
    NotText,
    /// The encoding named `undefined`, which refuses everything.
    Undefined,
    /// Python reads it, this program does not.
    Foreign,
}

/// Why bytes are not text in an encoding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadByte {
    /// Where in the bytes.
    pub(crate) at: usize,
    /// How many bytes are wrong.
    pub(crate) len: usize,
    /// What Python says about it.
    pub(crate) reason: &'static str,
}

/// The encoding that Python would take for `name`, and Python's own name of its codec.
///
/// Source: `encodings.normalize_encoding` and `encodings.search_function` (CPython 3.13).
pub(crate) fn lookup(name: &str) -> Option<(&'static str, Codec)> {
    let name = normalized(name);
    let dotless = name.replace('.', "_");
    let row = ENCODINGS
        .iter()
        .find(|row| row.2.split(' ').any(|it| it == name || it == dotless))
        .or_else(|| ENCODINGS.iter().find(|row| row.0 == name))?;
    Some((row.0, row.1))
}

/// `name` in lower case, with one `_` for every run of characters that are no letters and digits.
fn normalized(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    words.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("_")
}

/// `bytes` as text; on failure the first place that is not.
pub(crate) fn decode(module: &str, codec: Codec, bytes: &[u8]) -> Result<String, BadByte> {
    match codec {
        Ascii => by_table(bytes, "ordinal not in range(128)", |_| None),
        Latin1 => by_table(bytes, "", |byte| Some(char::from(byte))),
        Table(encoding) => by_table(bytes, UNMAPPED, |byte| from_web(module, encoding, byte)),
        Dos(page) => by_table(bytes, UNMAPPED, |byte| from_dos(page, byte)),
        Multibyte(encoding) => multibyte(encoding, bytes),
        Utf8 | Wide | NotText | Undefined | Foreign => {
            super::utf8::strict(bytes).map(str::to_owned)
        }
    }
}

/// What Python's table-driven codecs say.
const UNMAPPED: &str = "character maps to <undefined>";

/// Reads every byte above 127 with `upper`.
fn by_table(
    bytes: &[u8],
    reason: &'static str,
    upper: impl Fn(u8) -> Option<char>,
) -> Result<String, BadByte> {
    let table: Vec<Option<char>> = (128..=255).map(upper).collect();
    let mut text = String::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        let char = match byte.checked_sub(128) {
            None => Some(char::from(byte)),
            Some(upper) => table[usize::from(upper)],
        };
        text.push(char.ok_or(BadByte { at, len: 1, reason })?);
    }
    Ok(text)
}

/// One byte in one of the web's tables, as Python has it.
///
/// The web takes ISO 8859-9, 8859-11 and TIS-620 for their Windows relatives.
fn from_web(module: &str, encoding: &'static Encoding, byte: u8) -> Option<char> {
    let iso = module.starts_with("iso8859") || module == "tis_620";
    match (module, byte) {
        ("cp1255", 0xca) | ("tis_620", 0xa0) => None,
        ("koi8_u", 0xae) => Some('\u{255d}'),
        ("koi8_u", 0xbe) => Some('\u{256c}'),
        _ if iso && byte < 0xa0 => Some(char::from(byte)),
        _ => {
            let bytes = [byte];
            let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes)?;
            text.chars().next().filter(|&it| iso || !is_filled_hole(it))
        }
    }
}

/// Windows and the web fill the holes of tables with control characters, Python does not.
fn is_filled_hole(char: char) -> bool {
    ('\u{80}'..='\u{9f}').contains(&char)
}

fn from_dos(page: u16, byte: u8) -> Option<char> {
    let upper = usize::from(byte.checked_sub(128)?);
    let char = match DECODING_TABLE_CP_MAP.get(&page)? {
        TableType::Complete(table) => Some(table[upper]),
        TableType::Incomplete(table) => table[upper],
    };
    char.filter(|&it| !matches!(page, 864 | 869) || !is_filled_hole(it))
}

fn multibyte(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, BadByte> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok(Cow::into_owned(text));
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() * 3 + 16);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    let len = match result {
        encoding_rs::DecoderResult::Malformed(len, after) => usize::from(len + after),
        _ => 1,
    };
    Err(BadByte { at: read.saturating_sub(len), len: 1, reason: "illegal multibyte sequence" })
}

/// Python's codecs: module, how it is read, other names. The platform's own ones (`mbcs`, `oem`)
/// are Windows'.
///
/// Source: `Lib/encodings/` and `Lib/encodings/aliases.py` (CPython 3.13).
#[rustfmt::skip]
const ENCODINGS: &[(&str, Codec, &str)] = &[
    ("ascii", Ascii, "646 ansi_x3.4_1968 ansi_x3.4_1986 ansi_x3_4_1968 cp367 csascii ibm367 iso646_us iso_646.irv_1991 iso_ir_6 us us_ascii"),
    ("base64_codec", NotText, "base64 base_64"),
    ("big5", Multibyte(encoding_rs::BIG5), "big5_tw csbig5 x_mac_trad_chinese"),
    ("big5hkscs", Multibyte(encoding_rs::BIG5), "big5_hkscs hkscs"),
    ("bz2_codec", NotText, "bz2"),
    ("charmap", Foreign, ""),
    ("cp037", Foreign, "037 csibm037 ebcdic_cp_ca ebcdic_cp_nl ebcdic_cp_us ebcdic_cp_wt ibm037 ibm039"),
    ("cp1006", Foreign, ""),
    ("cp1026", Foreign, "1026 csibm1026 ibm1026"),
    ("cp1125", Foreign, "1125 cp866u ibm1125 ruscii"),
    ("cp1140", Foreign, "1140 ibm1140"),
    ("cp1250", Table(encoding_rs::WINDOWS_1250), "1250 windows_1250"),
    ("cp1251", Table(encoding_rs::WINDOWS_1251), "1251 windows_1251"),
    ("cp1252", Table(encoding_rs::WINDOWS_1252), "1252 windows_1252"),
    ("cp1253", Table(encoding_rs::WINDOWS_1253), "1253 windows_1253"),
    ("cp1254", Table(encoding_rs::WINDOWS_1254), "1254 windows_1254"),
    ("cp1255", Table(encoding_rs::WINDOWS_1255), "1255 windows_1255"),
    ("cp1256", Table(encoding_rs::WINDOWS_1256), "1256 windows_1256"),
    ("cp1257", Table(encoding_rs::WINDOWS_1257), "1257 windows_1257"),
    ("cp1258", Table(encoding_rs::WINDOWS_1258), "1258 windows_1258"),
    ("cp273", Foreign, "273 csibm273 ibm273"),
    ("cp424", Foreign, "424 csibm424 ebcdic_cp_he ibm424"),
    ("cp437", Dos(437), "437 cspc8codepage437 ibm437"),
    ("cp500", Foreign, "500 csibm500 ebcdic_cp_be ebcdic_cp_ch ibm500"),
    ("cp720", Dos(720), ""),
    ("cp737", Dos(737), ""),
    ("cp775", Dos(775), "775 cspc775baltic ibm775"),
    ("cp850", Dos(850), "850 cspc850multilingual ibm850"),
    ("cp852", Dos(852), "852 cspcp852 ibm852"),
    ("cp855", Dos(855), "855 csibm855 ibm855"),
    ("cp856", Foreign, ""),
    ("cp857", Dos(857), "857 csibm857 ibm857"),
    ("cp858", Dos(858), "858 csibm858 ibm858"),
    ("cp860", Dos(860), "860 csibm860 ibm860"),
    ("cp861", Dos(861), "861 cp_is csibm861 ibm861"),
    ("cp862", Dos(862), "862 cspc862latinhebrew ibm862"),
    ("cp863", Dos(863), "863 csibm863 ibm863"),
    ("cp864", Dos(864), "864 csibm864 ibm864"),
    ("cp865", Dos(865), "865 csibm865 ibm865"),
    ("cp866", Dos(866), "866 csibm866 ibm866"),
    ("cp869", Dos(869), "869 cp_gr csibm869 ibm869"),
    ("cp874", Table(encoding_rs::WINDOWS_874), ""),
    ("cp875", Foreign, ""),
    ("cp932", Multibyte(encoding_rs::SHIFT_JIS), "932 ms932 ms_kanji mskanji windows_31j"),
    ("cp949", Multibyte(encoding_rs::EUC_KR), "949 ms949 uhc"),
    ("cp950", Multibyte(encoding_rs::BIG5), "950 ms950"),
    ("euc_jis_2004", Foreign, "euc_jis2004 eucjis2004 jisx0213"),
    ("euc_jisx0213", Foreign, "eucjisx0213"),
    ("euc_jp", Multibyte(encoding_rs::EUC_JP), "eucjp u_jis ujis"),
    ("euc_kr", Multibyte(encoding_rs::EUC_KR), "euckr korean ks_c_5601 ks_c_5601_1987 ks_x_1001 ksc5601 ksx1001 x_mac_korean"),
    ("gb18030", Multibyte(encoding_rs::GB18030), "gb18030_2000"),
    ("gb2312", Multibyte(encoding_rs::GBK), "chinese csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312_1980 gb2312_80 iso_ir_58 x_mac_simp_chinese"),
    ("gbk", Multibyte(encoding_rs::GBK), "936 cp936 ms936"),
    ("hex_codec", NotText, "hex"),
    ("hp_roman8", Foreign, "cp1051 csHPRoman8 ibm1051 r8 roman8"),
    ("hz", Foreign, "hz_gb hz_gb_2312 hzgb"),
    ("idna", Foreign, ""),
    ("iso2022_jp", Multibyte(encoding_rs::ISO_2022_JP), "csiso2022jp iso2022jp iso_2022_jp"),
    ("iso2022_jp_1", Foreign, "iso2022jp_1 iso_2022_jp_1"),
    ("iso2022_jp_2", Foreign, "iso2022jp_2 iso_2022_jp_2"),
    ("iso2022_jp_2004", Foreign, "iso2022jp_2004 iso_2022_jp_2004"),
    ("iso2022_jp_3", Foreign, "iso2022jp_3 iso_2022_jp_3"),
    ("iso2022_jp_ext", Foreign, "iso2022jp_ext iso_2022_jp_ext"),
    ("iso2022_kr", Foreign, "csiso2022kr iso2022kr iso_2022_kr"),
    ("iso8859_10", Table(encoding_rs::ISO_8859_10), "csisolatin6 iso_8859_10 iso_8859_10_1992 iso_ir_157 l6 latin6"),
    ("iso8859_11", Table(encoding_rs::WINDOWS_874), "iso_8859_11 iso_8859_11_2001 thai"),
    ("iso8859_13", Table(encoding_rs::ISO_8859_13), "iso_8859_13 l7 latin7"),
    ("iso8859_14", Table(encoding_rs::ISO_8859_14), "iso_8859_14 iso_8859_14_1998 iso_celtic iso_ir_199 l8 latin8"),
    ("iso8859_15", Table(encoding_rs::ISO_8859_15), "iso_8859_15 l9 latin9"),
    ("iso8859_16", Table(encoding_rs::ISO_8859_16), "iso_8859_16 iso_8859_16_2001 iso_ir_226 l10 latin10"),
    ("iso8859_2", Table(encoding_rs::ISO_8859_2), "csisolatin2 iso_8859_2 iso_8859_2_1987 iso_ir_101 l2 latin2"),
    ("iso8859_3", Table(encoding_rs::ISO_8859_3), "csisolatin3 iso_8859_3 iso_8859_3_1988 iso_ir_109 l3 latin3"),
    ("iso8859_4", Table(encoding_rs::ISO_8859_4), "csisolatin4 iso_8859_4 iso_8859_4_1988 iso_ir_110 l4 latin4"),
    ("iso8859_5", Table(encoding_rs::ISO_8859_5), "csisolatincyrillic cyrillic iso_8859_5 iso_8859_5_1988 iso_ir_144"),
    ("iso8859_6", Table(encoding_rs::ISO_8859_6), "arabic asmo_708 csisolatinarabic ecma_114 iso_8859_6 iso_8859_6_1987 iso_ir_127"),
    ("iso8859_7", Table(encoding_rs::ISO_8859_7), "csisolatingreek ecma_118 elot_928 greek greek8 iso_8859_7 iso_8859_7_1987 iso_ir_126"),
    ("iso8859_8", Table(encoding_rs::ISO_8859_8), "csisolatinhebrew hebrew iso_8859_8 iso_8859_8_1988 iso_ir_138"),
    ("iso8859_9", Table(encoding_rs::WINDOWS_1254), "csisolatin5 iso_8859_9 iso_8859_9_1989 iso_ir_148 l5 latin5"),
    ("johab", Foreign, "cp1361 ms1361"),
    ("koi8_r", Table(encoding_rs::KOI8_R), "cskoi8r"),
    ("koi8_t", Foreign, ""),
    ("koi8_u", Table(encoding_rs::KOI8_U), ""),
    ("kz1048", Foreign, "kz_1048 rk1048 strk1048_2002"),
    ("latin_1", Latin1, "8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 l1 latin latin1"),
    ("mac_arabic", Foreign, ""),
    ("mac_croatian", Foreign, ""),
    ("mac_cyrillic", Table(encoding_rs::X_MAC_CYRILLIC), "maccyrillic"),
    ("mac_farsi", Foreign, ""),
    ("mac_greek", Foreign, "macgreek"),
    ("mac_iceland", Foreign, "maciceland"),
    ("mac_latin2", Foreign, "mac_centeuro maccentraleurope maclatin2"),
    ("mac_roman", Table(encoding_rs::MACINTOSH), "macintosh macroman"),
    ("mac_romanian", Foreign, ""),
    ("mac_turkish", Foreign, "macturkish"),
    ("palmos", Foreign, ""),
    ("ptcp154", Foreign, "cp154 csptcp154 cyrillic_asian pt154"),
    ("punycode", Foreign, ""),
    ("quopri_codec", NotText, "quopri quoted_printable quotedprintable"),
    ("raw_unicode_escape", Foreign, ""),
    ("rot_13", NotText, "rot13"),
    ("shift_jis", Multibyte(encoding_rs::SHIFT_JIS), "csshiftjis s_jis shiftjis sjis x_mac_japanese"),
    ("shift_jis_2004", Foreign, "s_jis_2004 shiftjis2004 sjis_2004"),
    ("shift_jisx0213", Foreign, "s_jisx0213 shiftjisx0213 sjisx0213"),
    ("tis_620", Table(encoding_rs::WINDOWS_874), "iso_ir_166 tis620 tis_620_0 tis_620_2529_0 tis_620_2529_1"),
    ("undefined", Undefined, ""),
    ("unicode_escape", Foreign, ""),
    ("utf_16", Wide, "u16 utf16"),
    ("utf_16_be", Wide, "unicodebigunmarked utf_16be"),
    ("utf_16_le", Wide, "unicodelittleunmarked utf_16le"),
    ("utf_32", Wide, "u32 utf32"),
    ("utf_32_be", Wide, "utf_32be"),
    ("utf_32_le", Wide, "utf_32le"),
    ("utf_7", Foreign, "u7 unicode_1_1_utf_7 utf7"),
    ("utf_8", Utf8, "cp65001 u8 utf utf8 utf8_ucs2 utf8_ucs4"),
    ("utf_8_sig", Utf8, ""),
    ("uu_codec", NotText, "uu"),
    ("zlib_codec", NotText, "zip zlib"),
];

/// The encodings that are a table of 128 characters, by Python's name.
#[cfg(test)]
pub(crate) fn tables() -> impl Iterator<Item = (&'static str, Codec)> {
    let is_table = |codec| matches!(codec, Latin1 | Ascii | Table(_) | Dos(_));
    ENCODINGS.iter().filter(move |it| is_table(it.1)).map(|it| (it.0, it.1))
}
