"""`==` that builds an expression: E711, E712, C0121."""

import numpy as np
import pandas as pd
import polars as pl
from sqlalchemy import Boolean, Column, DateTime, Integer, and_, case, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Account(Base):
    __tablename__ = "account"
    id = Column(Integer, primary_key=True)
    closed_at = Column(DateTime)
    is_active = Column(Boolean)
    parent_id: Mapped[int | None] = mapped_column()


# ruff#4560, E711: `IS NULL` is made of `== None`.
def open_accounts(session):
    query = select(Account).where(Account.closed_at == None)
    query = query.where(and_(Account.parent_id != None, or_(Account.id > 1, Account.closed_at == None)))
    return session.scalars(query.order_by(Account.closed_at == None))


# ruff#4560, E712: the same with booleans.
def active_accounts(session):
    session.query(Account).filter(Account.is_active == True).filter(Account.is_active != False)
    return select(case((Account.is_active == True, 1), else_=0))


# pycodestyle#234, E711, E712: arrays compare element by element.
def rows(frame: pd.DataFrame, array: np.ndarray):
    known = frame[frame["age"] != None]
    mask = (array == None) | (array == True)
    return known.loc[known.active == True], np.where(array == None, 0, array), mask


# ruff#1852, E711, E712: expressions of polars.
def lazy(frame: pl.LazyFrame):
    return frame.filter(pl.col("age") != None, (pl.col("active") == True) & (pl.col("x") == None))


# ruff#9883, E711: an object relational mapper that reads the code of generators.
def entities(orm, Person):
    return orm.select(p for p in Person if p.manager == None)
