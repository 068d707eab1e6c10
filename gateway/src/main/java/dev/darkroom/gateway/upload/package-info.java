/**
 * Files as clients send them: out of forms and archives, known by their first bytes, their sizes
 * told by their headers, their metadata taken out. No picture is ever decoded here.
 */
@NullMarked
package dev.darkroom.gateway.upload;

import org.jspecify.annotations.NullMarked;
