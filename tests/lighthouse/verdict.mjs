// What Lighthouse says about one page: each category's score, and the audits that cost points, with the elements that they name.
export const BAR = 0.95;
export const JUDGED = ["accessibility", "best-practices"];

const LONGEST_LIST = 3;
const places = ({details}) => (details?.items || []).slice(0, LONGEST_LIST)
  .map((item) => item.node?.selector || item.description || item.issueType || item.value).filter(Boolean);

const fault = (audit) => ({id: audit.id, impact: audit.details?.debugData?.impact || "", places: places(audit)});

export const verdict = (lhr, categories = JUDGED) => ({
  scores: Object.fromEntries(categories.map((name) => [name, lhr.categories[name].score])),
  faults: JUDGED.flatMap((name) => lhr.categories[name].auditRefs)
    .filter(({id, weight}) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1).map(({id}) => fault(lhr.audits[id])),
  wentTo: lhr.finalDisplayedUrl,
  error: lhr.runtimeError?.message || null,
});
