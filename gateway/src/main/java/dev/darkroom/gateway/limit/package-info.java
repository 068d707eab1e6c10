/**
 * How often and how much at once somebody may ask: token buckets and counts, each bounded in
 * number. Who is asking, and for what, is not known here.
 */
@NullMarked
package dev.darkroom.gateway.limit;

import org.jspecify.annotations.NullMarked;
