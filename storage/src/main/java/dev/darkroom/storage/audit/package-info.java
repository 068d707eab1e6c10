/**
 * What is kept of who did what: the entries of the audit topic, and how they are asked for.
 *
 * <p>Entries are written once and never changed. Nothing here knows HTTP.
 */
@NullMarked
package dev.darkroom.storage.audit;

import org.jspecify.annotations.NullMarked;
