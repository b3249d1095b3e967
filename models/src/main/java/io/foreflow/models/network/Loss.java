package io.foreflow.models.network;

/** What training minimises: the mean over the rows of a batch and over the outputs. */
public enum Loss {
    /** Mean squared error. */
    MSE,
    /** Mean absolute error; its derivative at 0 is 0. */
    MAE
}
