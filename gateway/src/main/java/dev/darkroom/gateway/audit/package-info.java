/**
 * How the gateway keeps account of who has asked for which change.
 *
 * <p>Entries go to the log and nowhere else. What was asked and answered is not known here.
 */
@NullMarked
package dev.darkroom.gateway.audit;

import org.jspecify.annotations.NullMarked;
