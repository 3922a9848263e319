"""Superbill: an open workbench for US medical coding and reimbursement."""
