import { markup } from './markup.ts'

/** Arrowheads and the cross of the graphs, drawn around (0, 0). */
export const sprite = markup`<svg class="sprite" width="0" height="0" aria-hidden="true"><defs>
<path id="m-down" d="M0 0 l-5 -9 h10 z"/><path id="m-up" d="M0 0 l-5 9 h10 z"/>
<path id="m-self" d="M-5 0 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0"/>
<path id="m-cross" d="M-4 -4 l8 8 M4 -4 l-8 8" class="cross"/>
</defs></svg>`

/** The filter; it is shown by the script that makes it work. */
export const controls = markup`<div class="controls" role="search" aria-label="Incidents" data-script hidden>
<label>Filter <input type="search" id="find" placeholder="host, service, user, technique" autocomplete="off" spellcheck="false"></label>
<label>Severity <select id="level"><option value="0">any</option><option value="1">low and above</option><option value="2">medium and above</option><option value="3">high and above</option><option value="4">critical</option></select></label>
<button type="button" id="expand" aria-pressed="false">Open all</button>
<output id="found" aria-live="polite"></output></div>`

/** What the words and marks mean. */
export const guide = markup`<details class="guide"><summary>How to read this page</summary>
<dl><dt>bits</dt><dd>How surprising something is: 10 bits is a chance of 1 in 1,024 under the source's own habits, 20 bits is 1 in a million. A reason's bits are its own; an incident's score joins its findings and is calibrated on the days before.</dd>
<dt>frequency</dt><dd>How often this site sees such a score on days like those before.</dd>
<dt>days and hours</dt><dd>Each mark is an incident's rank on its day, from its first to its last step; !! is critical, ! is high. Times are in the site's time zone.</dd>
<dt>graph</dt><dd>One row a host, time to the right with pauses shortened. A solid arrow is an established connection; a dashed line with a cross was not answered, refused or cut. A row's thick part begins when its host takes part. A pivot was reached first and reached others afterwards. ×12 stands for 12 connections.</dd>
<dt>state</dt><dd>established: both sides spoke; no-answer, rejected: nobody or a refusal; partial: seen only in part.</dd></dl></details>`
