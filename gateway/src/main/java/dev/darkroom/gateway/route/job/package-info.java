/**
 * The routes of jobs. What a request may say is decided where it is read, what becomes of it in the
 * scheduler; never here.
 */
@NullMarked
package dev.darkroom.gateway.route.job;

import org.jspecify.annotations.NullMarked;
