/** The routes of pools and workers, for operators. What follows is decided in the scheduler. */
@NullMarked
package dev.darkroom.gateway.route.pool;

import org.jspecify.annotations.NullMarked;
