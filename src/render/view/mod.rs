//! Stage 5, view: all that a template may see, one value per output page.
//!
//! A view is plain data. Fields that end in `_html` hold finished, escaped HTML (templates print
//! them with `| safe`); every other string is text and is escaped by the template engine. An
//! absent value is `null`, never a missing key, because the engine is strict about undefined names.
//! Besides its own view under `view`, every template sees `site` ([`SiteView`]), `page`
//! ([`PageHead`]) and `t`, the theme's words of the page's language.

mod body_cache;
mod changes;
mod chart;
mod data;
pub mod embed;
mod evidence;
mod job;
mod json_ld;
mod languages;
mod lists;
pub mod made_from;
mod make;
pub mod maker;
mod matrix;
mod names;
mod overview;
mod paging;
mod parts;
mod quotations;
pub mod record;
mod schema_org;
mod search;
mod shared;
mod source;
mod timeline;
mod topic;

pub use body_cache::BodyCache;
pub use data::{
    changes::{ChangeDay, ChangeName, ChangeView, ChangesView},
    embed::{EmbedSource, EmbedView},
    evidence::{
        ConfirmationView, CorroborationView, EvidenceCitation, EvidencePage, EvidenceReport, EvidenceRow,
        EvidenceView, ExemptionView, LoweredRuleView, StateCount, UnknownView, UnresolvedPage, WarningView,
    },
    frame::{AlternateView, LanguageView, PageHead, PageType, SiteView, SocialCard},
    lists::{
        CorrectionsView, DisagreementView, DisagreementsView, EquivalenceView, MethodView, NotFoundView,
        PositionView, RuleView, TaxonomyView, TermCount, TermView, WithdrawnView,
    },
    matrix::{
        ChartColumn, ChartDot, ChartRow, ChartView, MatrixCell, MatrixPage, MatrixRow, MatrixView,
        OriginView, SingleOriginClaim, SourceColumn,
    },
    part::{DateView, NavLink, OriginKind, PagingView, PassageView, SourceRef, StateView},
    quotations::{QuotationsView, SpeakerView, SpokenView},
    search::{IndexEntry, IndexKind, IndexLetter, SearchFilter, SearchView},
    source::{Fact, SourceGroup, SourcePassage, SourceRow, SourceView, SourcesView, UseView},
    timeline::{
        EventView, OverviewBin, OverviewMark, OverviewTick, OverviewView, TimelineView, TimelineYear,
    },
    topic::{
        AuthorNote, Backlink, CheckLine, ContentsEntry, CorrectionView, Note, NoteItem, TopicCard, TopicView,
    },
};
pub use job::{Job, JobKind, jobs};
pub use maker::{Maker, Output, View};
pub use names::{display_name, source_label};
pub use parts::{Fragments, Parts};
pub use shared::Shared;
