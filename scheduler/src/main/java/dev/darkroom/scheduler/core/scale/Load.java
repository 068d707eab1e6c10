package dev.darkroom.scheduler.core.scale;

import java.time.Duration;

/**
 * What a pool has to do and who is there to do it.
 *
 * @param waiting jobs that may run now or soon; none where the pool gives none out
 * @param queued how long one worker would need for all of them
 * @param running how long the workers still need for what they run, all taken together
 * @param workers those that take jobs, the busy ones among them
 * @param busy those that run something
 */
public record Load(int waiting, Duration queued, Duration running, int workers, int busy) {}
