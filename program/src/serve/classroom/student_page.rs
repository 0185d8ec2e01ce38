//! A student's page: what was received of them, and what came of it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use layercake::words::markup;
use layercake::{Finding, Graded, Mark, Points, Timestamp};

use super::grader::Results;
use super::html::{count, live_page};
use super::inbox::Kept;
use super::wall::is_shown;
use super::wall_page::sign;

/// The page of a student. What was received is shown at once, marks when it was looked at.
pub(super) fn student_page(name: &str, kept: &[Kept], graded: &Results) -> String {
    let before = "<form class=\"inline\" action=\"/leave\" method=\"post\"><button>Leave this page</button></form>\n";
    if kept.is_empty() {
        return live_page(name, before, "<p>Nothing was received yet. <a href=\"/\">Hand something in</a>.</p>\n");
    }
    let mut region = format!("<p>{} received. The newest is first.</p>\n", count(kept.len(), "receipt"));
    for kept in kept.iter().rev() {
        region += &receipt(kept, graded.get(&kept.digest).map(Arc::as_ref));
    }
    live_page(name, before, &region)
}

fn receipt(kept: &Kept, graded: Option<&Graded>) -> String {
    let digest = kept.digest.hex();
    let mut html = format!(
        "<section>\n<h2>{}</h2>\n<p class=\"good\">Received on {}.</p>\n<p class=\"quiet\">Its digest begins with \
         <code>{}</code>.</p>\n",
        markup(&kept.exercise),
        moment(kept.at),
        digest.get(..16).unwrap_or(&digest),
    );
    match graded {
        None => html += "<p>It is being looked at.</p>\n",
        Some(graded) if graded.is_held() => {
            html += "<p class=\"bad\">Your teacher has to look at it before it counts:</p>\n<ul>\n";
            let odd = graded.findings.iter().filter(|finding| finding.holds());
            odd.for_each(|finding| html += &format!("<li>{}</li>\n", markup(&without_others(finding).says())));
            html += "</ul>\n";
        }
        Some(graded) => html += &marks(graded),
    }
    html + "</section>\n"
}

/// What is odd, for the student: who else is concerned is the teacher's to know.
fn without_others(finding: &Finding) -> Finding {
    match finding {
        Finding::OtherSeed { .. } => Finding::OtherSeed { of: None },
        finding => finding.clone(),
    }
}

fn marks(graded: &Graded) -> String {
    let shown: Vec<&Mark> = graded.marks.iter().filter(|mark| is_shown(mark)).collect();
    let sum = |points: fn(&Mark) -> Points| shown.iter().map(|mark| points(mark)).sum::<Points>();
    let mut html = format!(
        "<p><strong>{} of {} points</strong>, {}, {}.</p>\n<div class=\"wide\" tabindex=\"0\"><table>\n\
         <thead><tr><th scope=\"col\">Task</th><th scope=\"col\">Points</th><th scope=\"col\">What is missing</th></tr>\
         </thead>\n<tbody>\n",
        sum(|mark| mark.points),
        sum(|mark| mark.of),
        count(graded.attempts, "attempt"),
        count(graded.hints, "hint"),
    );
    for mark in shown {
        let class = sign(mark.state()).class;
        let missing: Vec<String> = mark.missing.iter().map(|text| markup(text)).collect();
        html += &format!(
            "<tr><td>{}</td><td class=\"step {class}\">{} of {}</td><td>{}</td></tr>\n",
            markup(&mark.title),
            mark.points,
            mark.of,
            missing.join("<br>"),
        );
    }
    html + "</tbody>\n</table></div>\n"
}

/// Day and time, as they are everywhere.
fn moment(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let at = Timestamp::from_seconds(i64::try_from(since).unwrap_or_default());
    let (iso, text) = (at.in_utc("%Y-%m-%dT%H:%M:%SZ"), at.in_utc("%Y-%m-%d at %H:%M:%S"));
    format!("<time datetime=\"{iso}\">{text}</time> (UTC)")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use layercake::{Class, Digest};

    use super::*;

    fn kept() -> Kept {
        let at = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        Kept { digest: Digest::of(b"a"), exercise: "e1-<shelf>".into(), at, path: PathBuf::new() }
    }

    #[test]
    fn what_was_received_is_shown_before_it_was_looked_at() {
        let html = student_page("Ada", &[kept()], &Results::new());
        assert!(html.contains("1 receipt received") && html.contains("2023-11-14 at 22:13:20"), "{html}");
        assert!(
            html.contains("It is being looked at.") && html.contains("e1-&lt;shelf&gt;") && !html.contains("<shelf>")
        );
    }

    #[test]
    fn a_student_is_not_told_of_another() {
        let graded = Graded::lost("a", b"", &Class::default(), Finding::OtherSeed { of: Some("Ben".into()) });
        let html = student_page("Ada", &[kept()], &Results::from([(kept().digest, Arc::new(graded))]));
        assert!(html.contains("Your teacher has to look at it") && !html.contains("Ben"), "{html}");
    }
}
