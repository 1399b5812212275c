/**
 * What happened, newest first, with what was found out at that moment: for whoever is on call, and for the postmortem.
 *
 * <p>A {@link io.plimsoll.journal.Journal} belongs to a monitor and hears of every change of a status. It keeps them as {@link
 * io.plimsoll.journal.Changed}, beside what people and pipelines told it ({@link io.plimsoll.journal.Noted}), in a ring that
 * never grows. When a component goes DOWN it collects {@link io.plimsoll.journal.Evidence}, aside from every check and
 * every reader.
 */
@NullMarked
package io.plimsoll.journal;

import org.jspecify.annotations.NullMarked;
