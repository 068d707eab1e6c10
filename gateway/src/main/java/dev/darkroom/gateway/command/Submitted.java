package dev.darkroom.gateway.command;

import dev.darkroom.gateway.view.Viewed;

/**
 * A job that the log has.
 *
 * @param repeated whether an earlier request with the same key had queued it
 */
public record Submitted(Viewed job, boolean repeated) {}
