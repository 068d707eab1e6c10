/**
 * The one class that must sit beside DJL's own JNI library to reach its package-private calls.
 * Nothing else may live here.
 */
@org.jspecify.annotations.NullMarked
package ai.djl.pytorch.jni;
