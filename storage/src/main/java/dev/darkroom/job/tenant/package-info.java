/**
 * Whose a job is and what they may use: tenants, keys, quotas, and what was used. Never a secret
 * that could be used: of a key, its digest.
 */
@NullMarked
package dev.darkroom.job.tenant;

import org.jspecify.annotations.NullMarked;
