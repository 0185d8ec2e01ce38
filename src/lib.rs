//! layercake: learn container images by doing. No Docker, no root, no network, nothing to break.
//!
//! The library is the simulated world (see `ARCHITECTURE.md`): the rooms below, each of which may use the rooms
//! above it and nothing else. None touches the machine: that is the program's business. Rooms are private: what the
//! program, the page, tests and benches need stands in this one façade, so that the compiler sees what nobody uses.

mod allowance;
mod clock;
mod content;
mod tell;
mod text;

mod oci;
mod vfs;

mod image;
mod shell;

mod dockerfile;

mod registry;

mod hub;

mod engine;

mod client;

mod sandbox;

mod lesson;

mod prompt;

mod classroom;

mod book;

pub use allowance::{Halt, Spent, declare_stack, meter, set_timer};
pub use clock::Timestamp;
pub use content::{Filler, Origins, Rope, Segment, Source, hex};

pub use oci::{Blob, BlobSource, Content, DescriptorExt, Digest, ImageConfig, Manifest, media_type};
pub use vfs::{Change, Changes, Files, Meta, Node, NodeKind, Overlay, Path, Tree};

pub use image::{Layer, Limits, PackedLayer, gzip, tar};
pub use shell::{ProgramFile, Stream, TerminalSize, Typed, identify};

pub use dockerfile::{Arguments, Dockerfile, Instruction, Lexer, Matched, Patterns, excerpt};

pub use registry::{
    ErrorCode as RegistryError, FileChange, Library, Request as RegistryRequest, Response as RegistryResponse,
    StandingRegistry, StockManifest, Storage as RegistryFiles,
};

pub use hub::{
    Catalogue, Folder, Hub, HubFiles, builtin as builtin_hub, builtin_catalogue, lock, open as open_hub,
    with as hub_with,
};

pub use client::outline;

pub use sandbox::{
    Bookmark, COMMAND_BYTES, Chunk, Directory, Kept, Layout, Next, Past, ROOT, Reaction, SaveError, Session, Setup,
    Store, WorkspaceFile, World, keep, leave, load_kept, open_kept, sweep,
};

pub use lesson::{
    Act, Block, COURSE_FILE, Deed, Exercise, Fault, Lesson, LessonError, Outcome, PACK_BYTES, PACK_DEPTH, PACK_FILES,
    PROVED_SEEDS, Pack, PackError, PackFile, Place, Proof, Recorder, Say, Tutor, accepted, authors_page, board, corpus,
    course, course_files, course_in, exercise_files, exercise_slug, is_called, layer_files, named_document,
    parse as parse_lesson, preview, prove, prove_exercise, prove_order, prove_translation, translation_files, unpacked,
};

pub use classroom::{
    Assigned, AssignedError, BUILTIN as BUILTIN_COURSE, Class, Finding, Form as ReportForm, Graded, HandIn, Manner,
    Mark, Points, RECEIPT_BYTES, ROSTER_BYTES, Receipt, ReceiptError, Report, Roster, RosterError, Sort, Stand, State,
    Student, SubmitError, Submitted, Turn, grade as grade_receipt, plain_name, sample as sample_receipt,
    seed as exercise_seed, submit as submit_exercise,
};

pub use prompt::{
    Ask, Candidate, CandidateKind, Certificate, Completer, Course, EDIT_LIMIT, Edited, Entries, FileToEdit,
    LessonProgress, Look, News, Opened, Palette, Piece, Progress, Prompt, Room, Shown, Start, StyledLine, Suggestion,
    Surface, Trial, Tutorial, UnreadableProgress, Unrecorded, Wanted, inputs, named, next as next_lesson, page,
    picture, progress_table, said, spots,
};

pub use book::{Book, Form as BookForm, Mistake as BookMistake, Settings as BookSettings};

/// Words that the program says itself, and how words are written.
pub mod words {
    pub use crate::tell::{
        bug, bug_state, cannot_be_kept, check_class, check_free, check_missed, check_no_exercise, check_no_roster,
        check_students, check_taken, code, damage, damage_copied, damage_not_copied, edit_ended, edit_no_terminal,
        edit_not_opened, edit_not_started, edit_not_taken, edit_typed_ahead, given_up, language, last_unreadable,
        new_class, new_next, not_put_aside, not_saved_mark, open_elsewhere, progress_not_put_aside, progress_put_aside,
        put_aside, replay_end, replay_head, replay_odd, report_none, sandbox_unreadable, saved_again, speak,
        submit_differs, submit_goes, submit_holds, submit_place, submit_secrets, submit_shown, submit_solved,
        submit_stays, undo_shortened, vi_is_next, web_afresh, web_again, web_bug, web_comeback, web_copy, web_left,
        web_name, web_no_exercise, web_renewed,
    };
    pub use crate::text::{markup, plural, quote, visible};
}
