/**
 * Files as clients send them: out of forms and archives, and known by their first bytes. Nothing
 * that is inside a picture is ever read here.
 */
@NullMarked
package dev.darkroom.gateway.upload;

import org.jspecify.annotations.NullMarked;
