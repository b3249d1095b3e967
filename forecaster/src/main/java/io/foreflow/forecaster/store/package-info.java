/** The store of large bundles: a folder or a bucket of S3, and local copies of what was read from it. */
@NullMarked
package io.foreflow.forecaster.store;

import org.jspecify.annotations.NullMarked;
